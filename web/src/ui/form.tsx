import { ProblemError, type Constraint, type Violation } from "@apigen/directory-client";
import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { messageOf } from "../messages.js";
import { useSession } from "../session.js";
import { Alert } from "./load.js";
import { bodyOf, demanded, type Members, type Pointer, type Values } from "./values.js";

interface State {
  members: Members;
  values: Values;
  errors: Values;
  set: (pointer: string, value: string) => void;
}

const FormContext = createContext<State | undefined>(undefined);

interface FormProps<Body extends object> {
  /** What the contract demands of the body. */
  members: Members;
  initial: Values;
  save: string;
  /** Sends the body; what it throws is shown, violations at their fields. */
  submit: (body: Body) => Promise<void>;
  cancel: string;
  children: preact.ComponentChildren;
}

export function Form<Body extends object>({ members, initial, save, submit, cancel, children }: FormProps<Body>) {
  const { ended } = useSession();
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Values>({});
  const [message, setMessage] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [tries, setTries] = useState(0);

  // After a try that failed, the first field in error is where work goes on.
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries]);

  function fail(errors: Values, message: string | undefined) {
    setErrors(errors);
    setMessage(message);
    setTries((n) => n + 1);
  }

  async function send(event: Event) {
    event.preventDefault();
    const wrong = invalid(form.current!);
    if (Object.keys(wrong).length > 0) {
      fail(wrong, undefined);
      return;
    }
    setBusy(true);
    setMessage(undefined);
    try {
      await submit(bodyOf<Body>(values, members));
    } catch (error) {
      if (!ended(error)) {
        const { fields, rest } = error instanceof ProblemError ? place(error.violations, values) : { fields: {}, rest: [] };
        fail(fields, [messageOf(error), ...rest].join(" "));
      }
    }
    setBusy(false);
  }

  const set = (pointer: string, value: string) => {
    setValues((v) => ({ ...v, [pointer]: value }));
    setErrors(({ [pointer]: _, ...others }) => others);
  };
  return (
    <FormContext.Provider value={{ members, values, errors, set }}>
      <form ref={form} noValidate onSubmit={(e) => void send(e)}>
        {message && <Alert>{message}</Alert>}
        {children}
        <div class="actions">
          <button type="submit" class="primary" disabled={busy}>{save}</button>
          <a class="button" href={cancel}>Cancel</a>
        </div>
      </form>
    </FormContext.Provider>
  );
}

/** What the browser finds wrong by the contract's constraints, by the names of the fields. */
function invalid(form: HTMLFormElement): Values {
  const errors: Values = {};
  for (const e of form.elements) {
    if ((e instanceof HTMLInputElement || e instanceof HTMLSelectElement) && !e.validity.valid) {
      errors[e.name] = e.validationMessage;
    }
  }
  return errors;
}

/** Brings violations to their fields; what has none is said above the form. */
function place(violations: readonly Violation[], values: Values): { fields: Values; rest: string[] } {
  const fields: Values = {};
  const rest: string[] = [];
  for (const { pointer = "", parameter, detail } of violations) {
    // A field for a whole list or map also takes what is wrong inside of it.
    const said = `This ${detail}`; // details go on after the name of the value
    const field = Object.keys(values).find((p) => p === pointer || pointer.startsWith(p + "/"));
    if (field) {
      fields[field] = fields[field] ? `${fields[field]}; ${detail}` : said;
    } else {
      rest.push(`${parameter ?? pointer} ${detail}.`);
    }
  }
  return { fields, rest };
}

export interface FieldProps<M extends Members> {
  /** The member of the body. */
  at: Pointer<M>;
  label: string;
  hint?: string;
  /** A choice in place of a text. */
  options?: readonly { value: string; label: string }[];
  autocomplete?: string;
}

/** What a field knows of its form. */
export function useField<M extends Members>({ at, hint }: Pick<FieldProps<M>, "at" | "hint">) {
  const state = useContext(FormContext);
  if (!state) {
    throw new Error("a field outside of a form");
  }
  const id = "field" + at.replaceAll(/[^A-Za-z0-9]/g, "-");
  const error = state.errors[at];
  const set = (value: string) => state.set(at, value);
  const must = demanded(at, state.members, state.values);
  const described = [error && id + "-error", hint && id + "-hint"].filter(Boolean).join(" ") || undefined;
  const shared = {
    id,
    name: at,
    required: must,
    value: state.values[at] ?? "",
    "aria-invalid": error ? ("true" as const) : undefined,
    "aria-describedby": described,
    onInput: (e: Event) => set((e.currentTarget as HTMLInputElement).value),
  };
  return { id, error, must, set, shared, member: state.members[at] };
}

interface FrameProps {
  field: { id: string; error?: string; must: boolean };
  label: string;
  hint?: string;
  children: preact.ComponentChildren;
}

/** The label of a field, and below it what is to be said of it. */
export function FieldFrame({ field: { id, error, must }, label, hint, children }: FrameProps) {
  return (
    <div class="field">
      <label for={id}>{label}{!must && <span class="quiet"> (optional)</span>}</label>
      {children}
      {hint && <p class="quiet" id={id + "-hint"}>{hint}</p>}
      {error && <p class="error" id={id + "-error"}>{error}</p>}
    </div>
  );
}

/** A field with its label, what the contract demands of it, and what is wrong with it. */
export function Field<M extends Members>({ options, autocomplete, ...props }: FieldProps<M>) {
  const field = useField<M>(props);
  const { must, shared, member } = field;
  return (
    <FieldFrame field={field} label={props.label} hint={props.hint}>
      {options ? (
        <select {...shared}>
          {(!must || shared.value === "") && <option value="">{must ? "Choose…" : "None"}</option>}
          {options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}
        </select>
      ) : (
        <input
          {...shared}
          {...(member && inputType(member))}
          minLength={member?.minLength}
          maxLength={member?.maxLength}
          pattern={member?.pattern}
          autocomplete={autocomplete ?? "off"}
        />
      )}
    </FieldFrame>
  );
}

function inputType(member: Constraint) {
  switch (member.type) {
    case "integer":
      return { type: "number", step: member.multipleOf ?? 1, min: member.minimum, max: member.maximum };
    case "number":
      return { type: "number", step: member.multipleOf ?? "any", min: member.minimum, max: member.maximum };
    default:
      return { type: member.format === "email" ? "email" : "text" };
  }
}
