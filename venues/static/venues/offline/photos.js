// Photos of a day: made small on the device, kept until the server has them.
import { all, change, put } from "./store.js";
import { sha256 } from "./ids.js";
import { changed, sync } from "./sync.js";
import { clone, find, say, t } from "./page.js";

const LONGEST = 1600;
const QUALITY = 0.8;

/** The picture as a JPEG of at most LONGEST pixels a side. */
async function smaller(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

async function add(box, files, where) {
  say(find("[data-photo-problem]", box), "");
  for (const file of files) {
    try {
      const blob = await smaller(file);
      await put("photos", { sha256: await sha256(blob), point: where.point, day: where.day, blob });
    } catch (error) {
      say(find("[data-photo-problem]", box), t("photo_unreadable"));
    }
  }
  await drawPhotos(box, where);
  await changed();
  await sync();
}

/** The photos of the day that wait on this device. */
export async function drawPhotos(box, where) {
  const mine = (await all("photos")).filter((photo) => photo.point === where.point && photo.day === where.day);
  const items = await Promise.all(mine.map((photo) => thumbnail(photo, box, where)));
  find("[data-photos]", box).replaceChildren(...items);
}

async function thumbnail(photo, box, where) {
  const item = clone("t-photo");
  const canvas = find("canvas", item);
  const picture = await createImageBitmap(photo.blob);
  const scale = canvas.height / picture.height;
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  find("button", item).addEventListener("click", async () => {
    await change(["photos"], (of) => of("photos").delete(photo.sha256));
    await drawPhotos(box, where);
    await changed();
  });
  return item;
}

/** `where()` tells the point and day of the form that is open. */
export function preparePhotos(box, where) {
  const input = find("input[type=file]", box);
  input.addEventListener("change", async () => {
    const files = [...input.files];
    input.value = "";
    await add(box, files, where());
  });
}
