// Starts the page, then the worker that keeps it for the days without a signal.
// The worker comes second: its first download must not compete with the page's own.
import init from "./app-@.js";

const opening = document.getElementById("opening");

try {
  await init({ module_or_path: new URL("./app-@.wasm", import.meta.url) });
  opening.remove();
} catch (error) {
  opening.textContent = "没有打开。请用新版 Chrome、Edge、华为或小米浏览器再试。";
  console.error(error);
}

// Without https there is no worker; the page still runs while the server answers.
for (const worker of ["@workers"]) {
  navigator.serviceWorker
    ?.register(new URL(worker, import.meta.url), { updateViaCache: "none" })
    .catch((error) => console.warn("no worker:", error.message));
}
