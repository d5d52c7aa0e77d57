export { type Budgets, createBudgets } from './budget.ts';
