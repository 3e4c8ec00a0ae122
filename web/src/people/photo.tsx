import { operationTable, type operations, type RequestOf, type Schemas } from "@apigen/directory-client";
import { useEffect, useRef, useState } from "preact/hooks";
import { isAbort, messageOf } from "../messages.js";
import { useSession } from "../session.js";
import { fullName } from "./choices.js";

type PhotoType = RequestOf<operations["putPhoto"]>["contentType"];
const photoTypes: readonly PhotoType[] = operationTable.putPhoto.contentTypes;

const isPhotoType = (type: string): type is PhotoType => (photoTypes as readonly string[]).includes(type);

interface Props {
  person: Schemas["Person"];
  /** The photo is another one, or there is none any more. */
  changed: () => void;
}

export function Photo({ person, changed }: Props) {
  const { client, ended } = useSession();
  const [url, setUrl] = useState<string>();
  const [error, setError] = useState<string>();
  const [said, setSaid] = useState<string>();
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const path = { personId: person.id };
  const name = fullName(person);

  useEffect(() => {
    setUrl(undefined);
    if (!person.hasPhoto) {
      return;
    }
    const abort = new AbortController();
    let made: string | undefined;
    client.getPhoto({ path }, { signal: abort.signal }).then(
      (photo) => setUrl((made = URL.createObjectURL(photo))),
      (e: unknown) => isAbort(e) || ended(e) || setError(messageOf(e)),
    );
    return () => {
      abort.abort();
      if (made) {
        URL.revokeObjectURL(made);
      }
    };
  }, [person]);

  async function change(call: () => Promise<unknown>, done: string) {
    setBusy(true);
    setError(undefined);
    try {
      await call();
      setSaid(done);
      changed();
    } catch (e) {
      if (!ended(e)) {
        setError(messageOf(e));
      }
    }
    setBusy(false);
  }

  function upload(file: File | undefined) {
    if (!file) {
      return;
    }
    const { type } = file;
    if (isPhotoType(type)) {
      void change(() => client.putPhoto({ path, body: file, contentType: type }), "The photo has been stored.");
    } else {
      setError(`${file.name} is no photo the directory takes: choose one of ${photoTypes.join(", ")}.`);
    }
    input.current!.value = ""; // so that the same file may be chosen again
  }

  return (
    <section class="photo" aria-label="Photo">
      {url ? <img src={url} alt={`Photo of ${name}`} width={160} height={160} /> : <div class="nophoto" aria-hidden="true">{initials(person)}</div>}
      <div role="alert">{error && <p class="error">{error}</p>}</div>
      <div role="status">{said && <p class="quiet">{said}</p>}</div>
      <div class="actions">
        <label class={busy ? "button disabled" : "button"}>
          {person.hasPhoto ? "Replace the photo" : "Add a photo"}
          <input ref={input} type="file" class="hidden" accept={photoTypes.join(",")} disabled={busy} onChange={(e) => upload(e.currentTarget.files?.[0])} />
        </label>
        {person.hasPhoto && (
          <button type="button" disabled={busy} onClick={() => void change(() => client.deletePhoto({ path }), "The photo has been removed.")}>
            Remove the photo
          </button>
        )}
      </div>
    </section>
  );
}

const initials = (p: Schemas["Person"]) => [p.firstName, p.lastName].map((n) => [...n][0] ?? "").join("").toUpperCase();
