import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { MemoryRouter } from 'react-router'
import { startI18n } from '../i18n/index.ts'
import { Screens } from '../screens/App.tsx'
import { seatScenes } from './scenes.tsx'
import { answerLocally, pageScenes } from './server.ts'
import '../styles/app.css'

// Every state of every screen without a server, at /gallery.html?scene=NAME under `vite client`. Not in the build.
const root = document.querySelector('#root')
if (!root) throw new Error('gallery.html has no #root')

answerLocally()
await startI18n()

const name = new URLSearchParams(window.location.search).get('scene') ?? ''
const seatScene = seatScenes[name]
const page = pageScenes[name]

createRoot(root).render(
  <StrictMode>
    {seatScene ? (
      <QueryClientProvider client={new QueryClient()}>
        <MemoryRouter>{seatScene()}</MemoryRouter>
      </QueryClientProvider>
    ) : page ? (
      <MemoryRouter initialEntries={[page]}>
        <Screens />
      </MemoryRouter>
    ) : (
      <ul>
        {[...Object.keys(pageScenes), ...Object.keys(seatScenes)].map((scene) => (
          <li key={scene}>
            <a href={`?scene=${scene}`}>{scene}</a>
          </li>
        ))}
      </ul>
    )}
  </StrictMode>,
)
