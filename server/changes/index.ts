export { change, changeType, timelineEntry } from './answers.ts';
export { type AppendChange, createAppend } from './append.ts';
export { eraseMeetingChanges } from './erase.ts';
export { latestChanges, latestOf } from './feed.ts';
export { createLive, type Live } from './live.ts';
export { nudgePages } from './nudge.ts';
export { changeRoutes } from './routes.ts';
export { tellTimeline } from './timeline.ts';
