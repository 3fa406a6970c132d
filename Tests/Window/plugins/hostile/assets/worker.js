/** Says that it runs, to whoever has started it. */
self.postMessage?.("a worker");
self.onconnect = ({ ports }) => ports[0].postMessage("a shared worker");
