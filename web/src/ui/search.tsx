import { useEffect, useRef, useState } from "preact/hooks";
import { FieldFrame, useField, type FieldProps } from "./form.js";
import { useLoad, useSettled } from "./load.js";
import type { Members } from "./values.js";

export interface Match {
  value: string;
  label: string;
  /** What tells it from others of the same label. */
  detail?: string;
}

interface Props<M extends Members> extends Omit<FieldProps<M>, "options" | "autocomplete"> {
  /** The label of the value the form begins with. */
  chosen?: string;
  /** Finds what matches a text; more tells that there is more than it gives. */
  find: (text: string, signal: AbortSignal) => Promise<{ matches: Match[]; more: boolean }>;
}

/**
 * A field for one of so many that they are searched, not listed: the combobox of
 * the ARIA Authoring Practices, with a list that opens below.
 */
export function SearchField<M extends Members>({ chosen = "", find, ...props }: Props<M>) {
  const field = useField<M>(props);
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(chosen);
  const [label, setLabel] = useState(chosen); // of the value that is chosen
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const word = useSettled(text.trim(), 200);
  const { value: found, error } = useLoad(async (signal) => (open ? { word, ...(await find(word, signal)) } : undefined), [word, open]);
  const matches = open && found ? found.matches : [];
  const list = field.id + "-list";
  const option = (i: number) => `${list}-${i}`;

  useEffect(() => setActive(0), [found]);
  useEffect(() => {
    input.current?.setCustomValidity(text.trim() && text !== label ? "Choose one from the list, or leave this empty." : "");
  }, [text, label]);

  function choose(match: Match) {
    field.set(match.value);
    setLabel(match.label);
    setText(match.label);
    setOpen(false);
  }

  function type(value: string) {
    setText(value);
    setLabel("");
    field.set("");
    setOpen(true);
  }

  function press(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const match = matches[active];
    if (step !== undefined) {
      setOpen(true);
      setActive((i) => (matches.length ? (i + step + matches.length) % matches.length : 0));
    } else if (event.key === "Enter" && match && text !== label) {
      choose(match);
    } else if (event.key === "Escape" && open) {
      setOpen(false);
    } else {
      return;
    }
    event.preventDefault();
  }

  return (
    <FieldFrame field={field} label={props.label} hint={props.hint}>
      <div class="search">
        <input
          {...field.shared}
          ref={input}
          type="text"
          role="combobox"
          aria-expanded={open}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={matches.length > 0 ? option(active) : undefined}
          autocomplete="off"
          value={text}
          onInput={(e) => type(e.currentTarget.value)}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={press}
        />
        {/* It floats: were the page to move at the blur, a click would miss what it is for. */}
        <div class={open ? "popup" : "hidden"}>
          <ul id={list} role="listbox" aria-label={props.label}>
            {matches.map((match, i) => (
              // The field keeps the focus, or its blur would close the list before the click.
              <li
                key={match.value}
                id={option(i)}
                role="option"
                aria-selected={i === active}
                onMouseDown={(e) => e.preventDefault()}
                onClick={() => choose(match)}
              >
                {match.label} {match.detail && <span class="quiet">{match.detail}</span>}
              </li>
            ))}
          </ul>
          <p class="quiet" role="status">{open && said(matches.length, found, error)}</p>
        </div>
      </div>
    </FieldFrame>
  );
}

function said(count: number, found: { more: boolean } | undefined, error: string | undefined): string {
  if (error) {
    return error;
  }
  if (!found) {
    return "Searching…";
  }
  if (count === 0) {
    return "Nobody matches.";
  }
  return found.more ? `The first ${count}; type more of the name to find others.` : `${count} found.`;
}
