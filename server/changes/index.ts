export { type AppendChange, createAppend, type NewChange } from './append.ts';
export { listChangesOf } from './feed.ts';
export { createLive, type Live } from './live.ts';
export { changeRoutes } from './routes.ts';
