export { effect, meeting } from './answers.ts';
export type { Applied } from './apply.ts';
export { changeWords } from './detail.ts';
export { type Picture, visibleText } from './facts.ts';
export { outcomeOf, readInvitees } from './look.ts';
export { createMeetings, type Meetings } from './meetings.ts';
export { join as joinPictures } from './merge.ts';
export { observeEvent, observePayload } from './observe.ts';
export { meetingRoutes } from './routes.ts';
