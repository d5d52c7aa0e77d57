export { type Accounts, createAccounts } from './accounts.ts';
export { isActive } from './activity.ts';
export { account, endUser } from './answers.ts';
export { type Attempt, type Granted, neededScopes, wantedScopes } from './authorize.ts';
export { gatherNeeds, type Need, troublesOf } from './needs.ts';
export { accountAddress, accountRoutes, userAddress } from './routes.ts';
export { describeReason, isLive } from './state.ts';
export type { AccountRow } from './store.ts';
export { type AccountViews, createAccountViews, statusesOf } from './views.ts';
