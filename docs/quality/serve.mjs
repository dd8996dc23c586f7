// A server on loopback.

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2", ".txt": "text/plain",
};

/** Serve a folder on loopback, compressed as a host would. */
export const serve = (root) =>
  new Promise((ready) => {
    const cache = new Map();
    const server = createServer((request, response) => {
      const path = join(root, decodeURIComponent(new URL(request.url, "http://x").pathname));
      const file = path.endsWith(sep) ? join(path, "index.html") : path;
      if (!existsSync(file)) { response.writeHead(404).end(); return; }
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      const packed = /text|javascript|json|svg/.test(type);
      if (!cache.has(file)) cache.set(file, packed ? gzipSync(readFileSync(file)) : readFileSync(file));
      const head = { "content-type": `${type}; charset=utf-8`, "cache-control": "no-cache" };
      if (packed) head["content-encoding"] = "gzip";
      response.writeHead(200, head).end(cache.get(file));
    }).listen(0, "127.0.0.1", () => ready([server, `http://127.0.0.1:${server.address().port}`]));
  });
