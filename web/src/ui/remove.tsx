import { useRef, useState } from "preact/hooks";
import { messageOf } from "../messages.js";
import { useSession } from "../session.js";

interface Props {
  /** What goes away, e.g. "Jane Doe". */
  name: string;
  remove: () => Promise<unknown>;
  done: () => void;
}

/** A button that deletes after it has asked. What keeps the API from it is said in the dialog. */
export function Remove({ name, remove, done }: Props) {
  const { ended } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function confirm() {
    setBusy(true);
    setError(undefined);
    try {
      await remove();
      dialog.current?.close();
      done();
    } catch (e) {
      if (!ended(e)) {
        setError(messageOf(e));
      }
    }
    setBusy(false);
  }

  return (
    <>
      <button type="button" class="danger" onClick={() => { setError(undefined); dialog.current?.showModal(); }}>Delete</button>
      <dialog ref={dialog} aria-labelledby="remove-title">
        <h2 id="remove-title">Delete {name}?</h2>
        <p>This cannot be undone.</p>
        <div role="alert">{error && <p class="alert">{error}</p>}</div>
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>{error ? "Close" : "Cancel"}</button>
          <button type="button" class="danger" disabled={busy} onClick={() => void confirm()}>Delete {name}</button>
        </div>
      </dialog>
    </>
  );
}
