import { host } from './host';

/** Whether the store lets the app do something, after asking for the permission
 * where it is not given yet. Without a host the server says what is missing. */
export async function allowed(scope: string): Promise<boolean> {
  const scopes = host()?.scopes;
  if (!scopes) return true;
  const { granted } = await scopes.query();
  if (granted.includes(scope)) return true;
  const { result } = await scopes.request([scope]);
  return result === 'granted-all';
}
