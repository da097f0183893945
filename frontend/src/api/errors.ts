/** The codes every answer of the server chooses from, and two of our own. */
export const problemCodes = [
  'invalid',
  'not_found',
  'conflict',
  'taken',
  'forbidden',
  'unauthorized',
  'too_many',
  'unavailable',
  'internal',
  'network',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

export interface FieldProblem {
  /** Dotted path inside the body, such as `settings.rules[0].params.points`. */
  path: string;
  message: string;
}

/** What went wrong with a request, ready to be shown. */
export class ApiError extends Error {
  override name = 'ApiError';
  constructor(
    readonly code: ProblemCode,
    readonly status: number,
    readonly detail: string,
    readonly fields: FieldProblem[] = [],
    readonly requestId = '',
  ) {
    super(detail || code);
  }
}

const byStatus: Record<number, ProblemCode> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'invalid',
  422: 'invalid',
  429: 'too_many',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

function isRecord(v: unknown): v is Record<string, unknown> {
  return typeof v === 'object' && v !== null;
}

function text(v: unknown): string {
  return typeof v === 'string' ? v : '';
}

function readFields(errors: unknown): FieldProblem[] {
  if (!Array.isArray(errors)) return [];
  return errors.filter(isRecord).map((e) => ({
    path: text(e['location']).replace(/^body\./, ''),
    message: text(e['message']),
  }));
}

/** Turns a refused answer, whatever its body, into one error. */
export function toApiError(response: Response, body: unknown): ApiError {
  const problem = isRecord(body) ? body : {};
  const named = problemCodes.find((c) => c === problem['code']);
  const code = named ?? byStatus[response.status] ?? 'internal';
  const requestId = response.headers.get('X-Request-Id') ?? '';
  return new ApiError(code, response.status, text(problem['detail']), readFields(problem['errors']), requestId);
}

/** Makes anything thrown by a query or mutation an ApiError. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof TypeError) return new ApiError('network', 0, '');
  return new ApiError('internal', 0, thrown instanceof Error ? thrown.message : '');
}

/** Field problems as a form wants them: path inside the form to message. */
export function formErrors(error: ApiError, prefix = ''): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { path, message } of error.fields) {
    if (!path.startsWith(prefix)) continue;
    errors[path.slice(prefix.length).replace(/\[(\d+)\]/g, '.$1')] = message;
  }
  return errors;
}
