import { defineConfig } from "vite";

// Built into the Python package; web/view.py reads the manifest and puts the hashed names into the pages.
export default defineConfig({
  base: "/static/built/",
  publicDir: false,
  build: {
    outDir: "../src/dragoman/web/static/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rollupOptions: { input: "src/room.ts" },
  },
});
