// Products and answers that were really in view → one report after a moment of quiet; each once per page.
const HALF = 0.5;
const QUIET = 700; // ms

export function watch(elements, report) {
  let seen = [];
  let timer = 0;
  const flush = () => {
    clearTimeout(timer);
    if (seen.length) report(seen);
    seen = [];
  };
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      observer.unobserve(entry.target);
      seen.push(entry.target);
    }
    clearTimeout(timer);
    timer = setTimeout(flush, QUIET);
  }, { threshold: HALF });
  elements.forEach((element) => observer.observe(element));
  const leave = () => flush();
  addEventListener("pagehide", leave);
  return () => {
    flush();
    observer.disconnect();
    removeEventListener("pagehide", leave);
  };
}
