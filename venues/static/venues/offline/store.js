// What this device keeps: one database of one person. Signing out or another person empties it.
const NAME = "hoicho-reports";
const STORES = { meta: "name", points: "id", reports: "id", photos: "sha256", drafts: "key" };
let opened = null;
let database = null; // once open: a write then begins before its caller goes on

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function open() {
  if (opened) return opened;
  opened = new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(STORES)) request.result.createObjectStore(store, { keyPath });
    };
    request.onsuccess = () => {
      database = request.result;
      const forget = () => { opened = database = null; };
      database.onversionchange = () => { request.result.close(); forget(); };
      database.onclose = forget;
      resolve(database);
    };
    request.onerror = () => { opened = null; reject(request.error); };
  });
  return opened;
}

/** One record, or undefined. */
export const get = async (store, key) => settled((await open()).transaction(store).objectStore(store).get(key));

/** Every record of a store. */
export const all = async (store) => settled((await open()).transaction(store).objectStore(store).getAll());

export const put = (store, value) => change([store], (of) => of(store).put(value));

export const remove = (store, key) => change([store], (of) => of(store).delete(key));

/**
 * Run `work` in one transaction: all of it is kept, or nothing. `work` awaits only `settled`.
 * Work that waits for nothing is committed at once: a page closed right after still keeps it.
 */
export async function change(stores, work) {
  const kept = database || (await open());
  return new Promise((resolve, reject) => {
    const transaction = kept.transaction(stores, "readwrite");
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error || new Error("aborted"));
    const pending = work((name) => transaction.objectStore(name), settled);
    if (!(pending instanceof Promise) && transaction.commit) transaction.commit();
    Promise.resolve(pending).then(
      (value) => { result = value; },
      (error) => { reject(error); transaction.abort(); },
    );
  });
}

/** Remove everything: reports, figures, photos, drafts, and who was signed in. */
export async function purge() {
  if (opened) (await opened).close();
  opened = database = null;
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}
