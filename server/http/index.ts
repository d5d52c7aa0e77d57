export { type Authenticate, addRoutes } from './add-routes.ts';
export { answerOf, idOf, time } from './answers.ts';
export { type Enter, type Moved, subjectOf } from './entry.ts';
export {
  cursorOf,
  fourDigitYear,
  givenId,
  idAddress,
  keepable,
  moment,
  noCursor,
  typed,
  wrongField,
} from './fields.ts';
export { createLimit, type Limit } from './limits.ts';
export { listen } from './listen.ts';
export { createOnce, sealedAnswers } from './once.ts';
export { type ApiDescription, descriptionRoute, type Operation } from './openapi.ts';
export { byId, pageOf, pageQuery, toPage } from './page.ts';
export { mintPrincipal, type Principal } from './principal.ts';
export { toFailure, toProblem } from './problem.ts';
export { type Call, type Route, route } from './route.ts';
export { createServer } from './server.ts';
export { serveUi } from './static.ts';
