// node chroma.cjs FOLDER PORT: a real Chroma server in the foreground, on the loopback alone
const [folder, port] = process.argv.slice(2);
const binding = process.env.CHROMA_BINDING;
require(binding).cli(["chroma", "run", "--path", folder, "--host", "127.0.0.1", "--port", port]);
