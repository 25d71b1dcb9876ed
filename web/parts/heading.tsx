import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { usePage } from '../page.js';

/** The one heading of a view. It takes the focus when the view is come to by a link, so that it is read out. */
export function Heading({ children }: { children: ComponentChildren }) {
  const { moved } = usePage();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // At the first load the browser begins at the top by itself.
    if (!moved()) return;
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
