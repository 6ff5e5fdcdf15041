// Reading a barcode or QR code with the camera, where the browser can; typing always works.
import { find, say, t } from "./page.js";

const PAUSE = 250;
let stream = null;

export const canScan = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices);

function stop(dialog) {
  if (stream) stream.getTracks().forEach((track) => track.stop());
  stream = null;
  if (dialog.open) dialog.close();
}

async function look(dialog, video, found) {
  const detector = new window.BarcodeDetector();
  while (stream) {
    const codes = await detector.detect(video).catch(() => []);
    if (codes.length && stream) {
      stop(dialog);
      return found(codes[0].rawValue);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return undefined;
}

/** Wire the button that opens the camera; `found(code)` gets what was read. */
export function prepareScan(button, dialog, found) {
  button.hidden = !canScan();
  find("[data-close]", dialog).addEventListener("click", () => stop(dialog));
  dialog.addEventListener("close", () => stop(dialog));
  button.addEventListener("click", async () => {
    say(find("[data-scan-problem]", dialog), "");
    dialog.showModal();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      const video = find("video", dialog);
      video.srcObject = stream;
      await video.play();
      await look(dialog, video, found);
    } catch (error) {
      say(find("[data-scan-problem]", dialog), t("no_camera"));
    }
  });
}
