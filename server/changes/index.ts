export { type AppendChange, createAppend } from './append.ts';
export { eraseMeetingChanges } from './erase.ts';
export { listChangesOf } from './feed.ts';
export { createLive } from './live.ts';
export { changeRoutes } from './routes.ts';
