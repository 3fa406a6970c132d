/** Runs in a frame that the view has made, and says what is there. */
parent.postMessage({ out: typeof RTCPeerConnection === "function" ? "RTCPeerConnection" : "nothing" }, "*");
