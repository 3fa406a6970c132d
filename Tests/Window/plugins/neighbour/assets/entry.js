/** Has something to steal, and answers whoever asks over a channel of the browser's. */
export function mount(element, host) {
  self.host = host;
  self.secret = "the neighbour's";
  element.textContent = "quiet";
  const channel = new BroadcastChannel("probe");
  channel.onmessage = () => channel.postMessage("heard");
  return () => channel.close();
}
