/** The three roles in words. */
import type { Role } from '../../sdk/index.ts';

export const roleWords: Record<Role, { word: string; may: string }> = {
  owner: { word: 'Owner', may: 'Everything, and who is in the team' },
  operator: { word: 'Operator', may: 'Everything but the team' },
  viewer: { word: 'Viewer', may: 'Looks, and changes nothing' },
};

export const roles = Object.keys(roleWords) as Role[];
