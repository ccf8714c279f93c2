// How a host treats a widget, written down where the page's tests find it.
const all = (globalThis.probes ??= { modules: 0, initialized: 0, views: [] });
all.modules++;

export default () => ({
  initialize() {
    all.initialized++;
  },
  render({ model, el, signal, host, experimental }) {
    const view = {
      model,
      el,
      experimental,
      signal: signal !== undefined,
      host: host !== undefined,
      attached: el.isConnected,
      calls: [],
      messages: [],
      aborted: false,
      closed: false,
    };
    all.views.push(view);
    signal?.addEventListener("abort", () => (view.aborted = true));
    for (const name of ["change:a", "change:b", "change:a change:b", "change:items"])
      model.on(name, (...args) => view.calls.push({ name, args: args.length, a: model.get("a"), b: model.get("b") }));
    model.on("msg:custom", (message) => view.messages.push(message));
    el.append(Object.assign(document.createElement("p"), { className: "probe", textContent: "a probe" }));
    return () => (view.closed = true);
  },
});
