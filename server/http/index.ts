export { keepable, noCursor, typed, wrongField } from './fields.ts';
export { listen } from './listen.ts';
export { mintPrincipal, type Principal } from './principal.ts';
export { toFailure, toProblem } from './problem.ts';
export { type Route, route } from './route.ts';
export { addRoutes, createServer } from './server.ts';
export { serveUi } from './static.ts';
