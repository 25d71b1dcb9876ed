import type { PageChange, PageState } from '../src/page/api.js';
import type { Stream, StreamListener } from './live.js';

/** `GET api/events` of this page's server. */
export function openStream(listener: StreamListener): Stream {
  const source = new EventSource('api/events');
  source.addEventListener('state', ({ data }) => listener.state(JSON.parse(data) as PageState));
  source.addEventListener('change', ({ data }) => listener.change(JSON.parse(data) as PageChange));
  source.addEventListener('error', () => {
    source.close();
    listener.ended();
  });
  return source;
}
