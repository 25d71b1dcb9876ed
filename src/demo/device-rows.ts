import { createHash } from 'node:crypto';

/** A device that takes measures. `type` and `model` are the strings of getdevice. */
export interface Device {
  readonly id: string;
  readonly type: string;
  readonly model: string;
  readonly modelId: number;
}

/** A device with an invented id of 40 hex digits, the same for the same owner and model. */
export function device(owner: string, type: string, model: string, modelId: number): Device {
  const id = createHash('sha1').update(`simulated ${model} of ${owner}`).digest('hex');
  return { id, type, model, modelId };
}

/** A row of getdevice; the dates are in seconds and may be null. */
export function deviceRow(
  { id, type, model, modelId }: Device,
  more: {
    readonly battery: 'high' | 'medium' | 'low';
    readonly timezone: string;
    readonly first: number | null;
    readonly last: number | null;
  },
) {
  return {
    type,
    model,
    model_id: modelId,
    battery: more.battery,
    deviceid: id,
    hash_deviceid: id,
    timezone: more.timezone,
    first_session_date: more.first,
    last_session_date: more.last,
  };
}
