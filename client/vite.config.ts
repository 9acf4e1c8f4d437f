import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from './precompress.ts'

/** Where `npm run dev` finds the server that answers the API and the signalling. */
const server = 'http://127.0.0.1:3000'

export default defineConfig({
  plugins: [react(), tailwindcss(), precompress()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // A content security policy without data: addresses needs every asset as a file.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: {
      '/api': server,
      '/emblem': server,
      '/socket.io': { target: server, ws: true },
    },
  },
})
