/**
 * Milliseconds for one address of a host that has several, before the next one is tried. Node's own 250 are over before
 * a server on the other side of the world has answered; these are enough for that, and for a first packet that got lost
 * and came again after a second.
 */
export const ADDRESS_MILLISECONDS = 3000;
