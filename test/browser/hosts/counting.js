// A widget's module, whose listeners on models are counted in `globalThis.listening`: 0 once every view is closed.
const source = SOURCE;
const { default: widget } = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
globalThis.listening ??= 0;

export default {
  render: ({ model, ...view }) => widget.render({ ...view, model: counted(model) }),
};

function counted(model) {
  const callbacks = new Map();
  const of = (name) => callbacks.get(name) ?? callbacks.set(name, new Set()).get(name);
  return {
    get: (key) => model.get(key),
    set: (key, value) => model.set(key, value),
    save_changes: () => model.save_changes(),
    send: (content) => model.send(content),
    on(name, callback) {
      if (!of(name).has(callback)) globalThis.listening++;
      of(name).add(callback);
      model.on(name, callback);
    },
    off(name, callback) {
      if (of(name).delete(callback)) globalThis.listening--;
      model.off(name, callback);
    },
  };
}
