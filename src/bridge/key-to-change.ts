/** Which key of a listener is wrong, by the code of what came of listening. */
export function keyToChange(code: string | undefined): 'host' | 'port' {
  // A name that nobody knows, or an address of another machine.
  return ['ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL'].includes(code ?? '') ? 'host' : 'port';
}
