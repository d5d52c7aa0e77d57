/** `/routing_form_submissions`: what was filled in, and where it led. */
import type { Caller } from '../access.ts';
import { type Answer, denied, notFound, resource } from '../answers.ts';
import type { FormSubmission, RoutingForm } from '../entities.ts';
import { idFrom } from '../uris.ts';
import { needed, uri } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { listPage } from './page.ts';

export function routingFormSubmissionOperations(parts: Parts): Operation[] {
  const { state, wire } = parts;
  const mayRead = (caller: Caller, form: RoutingForm) => form.organizationId === caller.user.organizationId;

  function list({ caller, query }: Call): Answer {
    const form = state.forms.get(idFrom(query.form));
    if (!form) return notFound;
    if (!mayRead(caller, form)) return denied();
    return listPage<FormSubmission>(parts, {
      path: '/routing_form_submissions',
      query,
      table: 'submissions',
      where: [['form_id = ?', form.id]],
      sorts: { created_at: `row ->> '$.createdAt'` },
      present: wire.submission,
    });
  }

  function get({ caller, params }: Call): Answer {
    const submission = state.submissions.get(params.uuid!);
    if (!submission) return notFound;
    return mayRead(caller, state.forms.get(submission.formId)!)
      ? resource(wire.submission(submission))
      : denied();
  }

  const path = '/routing_form_submissions';
  const scope = 'routing_forms:read';
  return [
    {
      name: 'routingFormSubmissions.list',
      method: 'GET',
      path,
      scope,
      query: { form: needed(uri) },
      act: list,
    },
    { name: 'routingFormSubmissions.get', method: 'GET', path: `${path}/:uuid`, scope, act: get },
  ];
}
