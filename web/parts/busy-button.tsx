import type { ComponentChildren } from 'preact';

interface BusyButtonProps {
  readonly busy: boolean;
  readonly onClick?: () => void;
  readonly kind?: 'plain' | 'main';
  readonly type?: 'button' | 'submit';
  readonly children: ComponentChildren;
}

/** A button that stays in reach of the keyboard while its work is being done. */
export function BusyButton({ busy, onClick, kind = 'plain', type = 'button', children }: BusyButtonProps) {
  return (
    <button
      type={type}
      class={kind}
      aria-busy={busy}
      aria-disabled={busy}
      onClick={() => {
        if (!busy) onClick?.();
      }}
    >
      {children}
    </button>
  );
}
