import { useEffect, useRef } from "preact/hooks";

/** The heading of a page. It takes the focus when the page is entered, and names the tab. */
export function Heading({ children, actions }: { children: string; actions?: preact.ComponentChildren }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    document.title = `${children} · Company directory`;
  }, [children]);
  return (
    <div class="heading">
      <h1 ref={ref} tabIndex={-1}>{children}</h1>
      {actions && <div class="actions">{actions}</div>}
    </div>
  );
}
