/** The whole page. */
export function App() {
  return <main>withings2mqtt</main>;
}
