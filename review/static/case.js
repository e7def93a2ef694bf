// Shows where a value stands on the page: on focus, hover or click of the value.
// F4 turns the pages, F8 goes to the next value to check, F7 to the form that corrects it, F6 to the form that decides.
// While something is made anew the page loads itself again, unless a person is at a form. All works without this script too.
(() => {
  "use strict";
  const light = (id) => {
    document.querySelectorAll(".active").forEach((box) => box.classList.remove("active"));
    const box = id && document.getElementById(id);
    if (!box) return false;
    box.classList.add("active");
    box.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  };
  const values = [...document.querySelectorAll("a.value")];
  values.forEach((value) => {
    const id = value.dataset.box;
    value.addEventListener("focus", () => light(id));
    value.addEventListener("mouseenter", () => light(id));
    value.addEventListener("click", (event) => { if (light(id)) event.preventDefault(); });
  });
  if (location.hash) {
    const id = location.hash.slice(1);
    light(id);
    values.find((value) => value.dataset.box === id)?.focus();
  }
  document.getElementById("problem")?.focus();
  // A decision column longer than the window goes with the page until its end is seen, and stays there.
  const decide = document.querySelector(".decide");
  const stay = () => {
    decide.style.setProperty("--stay", `${Math.min(8, window.innerHeight - decide.offsetHeight - 8)}px`);
    decide.dataset.stays = "";
  };
  if (decide) { new ResizeObserver(stay).observe(decide); window.addEventListener("resize", stay); }
  const turn = (step) => {
    const pages = [...document.querySelectorAll(".pages a")];
    const here = pages.findIndex((page) => page.hasAttribute("aria-current"));
    pages[here + step]?.click();
  };
  const check = () => {
    const doubtful = values.filter((value) => "check" in value.dataset);
    const here = doubtful.indexOf(document.activeElement);
    doubtful[(here + 1) % doubtful.length]?.focus();
  };
  const correct = () => {
    const field = document.getElementById(document.activeElement?.dataset.field ?? "");
    const form = field?.closest("details.correct") ?? document.querySelector("details.correct");
    if (!form) return;
    form.open = true;
    (field ?? form.querySelector("input:not([type=hidden]), select"))?.focus();
  };
  const decideByForm = () => {
    const form = document.querySelector("details.byform");
    if (!form) return;
    form.open = true;
    (form.querySelector("input[type=radio]:checked") ?? form.querySelector("input[type=radio]"))?.focus();
  };
  const again = document.querySelector("[data-again] a");
  if (again) {
    setInterval(() => {
      if (!document.activeElement?.matches("input, select, textarea")) location.replace(again.href);
    }, 1500);
  }
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "F4") { event.preventDefault(); turn(event.shiftKey ? -1 : 1); }
    if (event.key === "F6" && !event.shiftKey) { event.preventDefault(); decideByForm(); }
    if (event.key === "F7" && !event.shiftKey) { event.preventDefault(); correct(); }
    if (event.key === "F8" && !event.shiftKey) { event.preventDefault(); check(); }
  });
})();
