// Starts the web page: words first, so that nothing is drawn in the wrong language or direction.
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { createQueryClient } from './api/query-client.ts';
import { startWords } from './words/words.ts';
import './styles/base.css';
import './styles/frame.css';
import './styles/conversations.css';
import './styles/thread.css';
import './styles/notices.css';
import './styles/calls.css';
import './styles/call.css';
import './styles/reminders.css';

const page = document.getElementById('page');
if (!page) throw new Error('index.html has no element with the id "page"');
await startWords();
createRoot(page).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
