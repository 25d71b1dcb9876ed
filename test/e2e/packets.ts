/** Puts a stream of MQTT together to whole packets (MQTT 5, 2.1.4), wherever the network has cut it. */
export function createPacketReader(): (chunk: Buffer) => readonly Buffer[] {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const packets: Buffer[] = [];
    for (let length = lengthOf(rest); length !== undefined && length <= rest.length; length = lengthOf(rest)) {
      packets.push(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    return packets;
  };
}

/** Of the first packet, its header included; undefined as long as that is not there. */
function lengthOf(bytes: Buffer): number | undefined {
  let length = 0;
  for (let index = 1; index < Math.min(bytes.length, 5); index++) {
    const byte = bytes[index]!;
    length += (byte & 0x7f) << (7 * (index - 1));
    if (byte < 0x80) return length + index + 1;
  }
  return undefined;
}
