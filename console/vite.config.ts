// How the web page is built: into console/dist, which the api serves at `/`.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Working on the page: `npx vite console` beside a running `npm start`.
  server: { proxy: { '/api': 'http://127.0.0.1:5000' } },
});
