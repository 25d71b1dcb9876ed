/** Decides which topics may go out: those of which it is noted that they are ours. */
export interface TopicGate {
  /** Asked each time that something is to go out, and only then; a topic that may not waits until the gate opens. */
  isOpen(topic: string): boolean;
  /** The broker has taken the empty message of a topic that was to be cleared. */
  onCleared(topic: string): void;
}

/** Topics to clear, until the broker has taken their empty message. */
export interface Clearing {
  begin(topic: string): void;
  /** It is set again. */
  cancel(topic: string): void;
  has(topic: string): boolean;
  topics(): Iterable<string>;
  /** To be called when the empty message is sent; returns what is to be called with the broker's answer. */
  sent(topic: string): (error?: Error | null) => void;
}

export function createClearing(gate: TopicGate | undefined): Clearing {
  /** Each with a mark of its own, since a topic may be set and cleared again before the broker answers. */
  const marks = new Map<string, object>();
  return {
    begin: (topic) => void marks.set(topic, {}),
    cancel: (topic) => void marks.delete(topic),
    has: (topic) => marks.has(topic),
    topics: () => marks.keys(),
    sent(topic) {
      const mark = marks.get(topic);
      return (error) => {
        if (!mark || marks.get(topic) !== mark) return;
        // One that is refused stays as it is.
        marks.delete(topic);
        if (!error) gate?.onCleared(topic);
      };
    },
  };
}
