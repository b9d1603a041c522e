// What waits on this telephone, in IndexedDB: a row for each report, in the order in which it was pressed.
// A row belongs to an account; nothing here reads those of another one.

/**
 * `n`: its place. `silent`: a call for help, which is sent first and shown nowhere. `amiss`: why it was refused.
 * @typedef {{n?: number, account: string, feed: string, said: string, silent: boolean, amiss: string,
 *   body: Record<string, any>}} Row
 */

/** @type {Promise<IDBDatabase>} */
const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("controlroom-field", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("reports", { keyPath: "n", autoIncrement: true }).createIndex("account", "account");
    asked.result.createObjectStore("counters", { keyPath: "account" });
  };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

/** @template T @param {IDBRequest<T>} asked @returns {Promise<T>} */
const answered = (asked) =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
const done = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });

/** @param {string[]} stores @param {(transaction: IDBTransaction) => unknown} change */
async function changed(stores, change) {
  const transaction = (await opened).transaction(stores, "readwrite", { durability: "strict" });
  const finished = done(transaction);
  await change(transaction);
  await finished;
}

/** On disk when it returns, with the next number of this account. @param {Row} row */
export const keep = (row) =>
  changed(["reports", "counters"], async (transaction) => {
    const counters = transaction.objectStore("counters");
    const last = await answered(counters.get(row.account));
    const seq = (last?.seq ?? 0) + 1;
    counters.put({ account: row.account, seq });
    transaction.objectStore("reports").add({ ...row, body: { ...row.body, seq } });
  });

/** Those of this account, in order. @param {string} account @returns {Promise<Row[]>} */
export const rows = async (account) =>
  answered((await opened).transaction("reports").objectStore("reports").index("account").getAll(account));

/** @param {Row} row */
export const drop = (row) =>
  changed(["reports"], (at) => at.objectStore("reports").delete(/** @type {number} */ (row.n)));

/** Set it aside for a person, or take it back among those that wait. @param {Row} row @param {string} amiss */
export const judge = (row, amiss) => changed(["reports"], (at) => at.objectStore("reports").put({ ...row, amiss }));
