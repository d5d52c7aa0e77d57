export { recentRequests } from './answers.ts';
export { createRequests, type Requests } from './requests.ts';
export { requestRoutes } from './routes.ts';
