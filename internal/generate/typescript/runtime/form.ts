/** A file in a form: a File has a name, any Blob the type of its content. */
export type Upload = Blob;

/** How the body of an operation is written as a form. */
export interface Form {
  readonly type: string;
  /** The fields that are files. */
  readonly files?: readonly string[];
  /** The fields whose text is JSON. */
  readonly json?: readonly string[];
}

/** The members of a form, with files where the document says that there are bytes. */
export type FormOf<T, Files extends string> = {
  [K in keyof T]: K extends Files ? (NonNullable<T[K]> extends unknown[] ? Upload[] : Upload) : T[K];
};

/**
 * Writes an object as a form: a list is one field for each item, and what is
 * undefined or null is left out.
 */
export function formBody(body: object, form: Form): FormData | string {
  const multipart = form.type === "multipart/form-data";
  const data = new FormData();
  const query = new URLSearchParams();
  const add = (name: string, value: unknown) => {
    if (value instanceof Blob) {
      data.append(name, value);
    } else if (!form.json?.includes(name)) {
      data.append(name, String(value));
      query.append(name, String(value));
    } else {
      data.append(name, new Blob([JSON.stringify(value)], { type: "application/json" }));
      query.append(name, JSON.stringify(value));
    }
  };
  for (const [name, value] of Object.entries(body)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) {
        add(name, item);
      }
    }
  }
  return multipart ? data : query.toString();
}
