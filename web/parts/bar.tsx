/** A picture of what the text beside it says. @param share up to 1 */
export function Bar({ share }: { share: number }) {
  return (
    <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="4" />
      <rect class="done" width={100 * share} height="4" />
    </svg>
  );
}
