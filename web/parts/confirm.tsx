import { useEffect, useId, useRef } from 'preact/hooks';
import { useWords } from '../page.js';

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly onYes: () => void;
  readonly onClose: () => void;
}

/** Asks once more. The browser holds the focus inside, closes it by Escape, and gives the focus back. */
export function Confirm({ title, text, yes, onYes, onClose }: ConfirmProps) {
  const { t } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();
  return (
    <dialog ref={dialog} aria-labelledby={id} aria-describedby={`${id}-text`} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      <p id={`${id}-text`}>{text}</p>
      <p class="buttons">
        <button type="button" class="plain" onClick={close}>
          {t('cancel')}
        </button>
        <button
          type="button"
          class="danger"
          onClick={() => {
            close();
            onYes();
          }}
        >
          {yes}
        </button>
      </p>
    </dialog>
  );
}
