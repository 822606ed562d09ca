// Whether the signed-in person may do more in the chosen business than answer customers. The server decides; this only
// keeps from being offered what would be refused.
import { useQuery } from '@tanstack/react-query';
import { useBusinessApi } from '../api/business-api.ts';
import { meQuery } from '../api/queries.ts';

/** An owner or an admin of the business, or a system administrator. */
export function useMayManage(): boolean {
  const { businessId } = useBusinessApi();
  const { data: me } = useQuery(meQuery);
  const role = me?.businesses.find(({ id }) => id === businessId)?.role;
  return me?.user.systemAdmin === true || role === 'admin' || role === 'owner';
}
