// node chroma_client.mjs MODULES SOURCE TARGET NAME..: the official client as its pages show it, get and upsert of 100, one after the
// other. Prints how many records the target then counts, and the seconds until it has counted them.
import { createRequire } from "node:module";

const [modules, source, target, ...names] = process.argv.slice(2);
const { ChromaClient } = createRequire(modules + "/x.js")("chromadb");
const client = (url) => new ChromaClient({ host: new URL(url).hostname, port: +new URL(url).port, ssl: false });
const [from, to] = [client(source), client(target)];
const embeddingFunction = { name: "none", generate: async () => [] };
const batch = 100;

const into = new Map();
for (const name of names) {
  into.set(name, await to.createCollection({ name, embeddingFunction, configuration: { hnsw: { space: "cosine" } } }));
}
const began = performance.now();
let records = 0;
for (const name of names) {
  const out = await from.getCollection({ name, embeddingFunction });
  for (let offset = 0; ; offset += batch) {
    const page = await out.get({ limit: batch, offset, include: ["embeddings", "documents", "metadatas"] });
    if (page.ids.length === 0) break;
    await into.get(name).upsert({
      ids: page.ids,
      embeddings: page.embeddings,
      documents: page.documents,
      metadatas: page.metadatas,
    });
  }
  records += await into.get(name).count();
}
console.log(`${records} ${((performance.now() - began) / 1000).toFixed(6)}`);
process.exit(0);
