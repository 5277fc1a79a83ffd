// node chroma.cjs FOLDER PORT: a Chroma server in the foreground, on the loopback alone; CHROMA_BINDING is its native module
const [folder, port] = process.argv.slice(2);
require(process.env.CHROMA_BINDING).cli(["chroma", "run", "--path", folder, "--host", "127.0.0.1", "--port", port]);
