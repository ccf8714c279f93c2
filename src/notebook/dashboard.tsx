import { effect } from "@preact/signals";
import { LINKED } from "../dashboard/address.ts";
import page from "../dashboard/page.css?inline";
import { showTown } from "../dashboard/show-town.tsx";
import { defineWidget } from "../widgets/kit/widget.ts";
import css from "./dashboard.css?inline";
import type { GuestModel } from "./guest.ts";

/** The whole page in a notebook: picture, panels, feed and timeline. Its keys are its own while the focus is in it. */
export default defineWidget({
  name: "dashboard",
  css: page + css,
  traits: { ...LINKED, height: 720 },
  render({ root, model, traits, theme, abort }) {
    const { source, observer, model: shared } = (model as GuestModel).room;
    const { town, height } = traits;
    const place = document.createElement("div");
    place.className = "page";
    place.tabIndex = -1;
    root.append(place);
    abort.addEventListener(
      "abort",
      effect(() => root.style.setProperty("--height", `${height.value}px`)),
    );
    const linkTo = (other: string) => `${source.url}/?town=${encodeURIComponent(other)}`;
    showTown({
      page: place,
      town: town.peek(),
      source,
      observer,
      model: shared,
      keys: place,
      themeOf: (wish) => () => (wish.value = theme.peek() === "dark" ? "light" : "dark"),
      link: () => linkTo(town.peek()),
      goTo: (other) => open(linkTo(other), "_blank", "noopener"),
      abort,
    });
  },
});
