// The people who work for a business: see, invite, give another role, remove.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { UserId } from '../../db/ids.ts';
import { changeRole, lockMembers, type Member, type MemberRole, readMembers, removeMember } from '../../db/members.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { invitationSchema, inviteMember } from '../invite-member.ts';
import type { Access } from '../plugins/access.ts';
import { conflict, forbidden, notFound, problemSchema } from '../problems.ts';
import { email, line, userId } from './fields.ts';

const role = z.enum(['owner', 'admin', 'agent']);
const member = z.object({
  userId: z.string(),
  email: z.string(),
  displayName: z.string(),
  role,
  createdAt: z.date(),
});

export const memberRoutes: FastifyPluginAsyncZod<ApiDependencies> = async (app, dependencies) => {
  const { withBusiness } = dependencies;
  const tags = ['members'];
  // People only: a key that could invite people would outlive its own revocation.
  const mayManage = [app.signedIn, app.inBusiness({ atLeast: 'admin', scope: 'write' })];

  app.get(
    '/',
    {
      preHandler: app.inBusiness({ atLeast: 'agent', scope: 'read' }),
      schema: {
        tags,
        summary: 'Everyone who works for the business',
        response: { 200: z.object({ items: z.array(member) }), '4xx': problemSchema },
      },
    },
    async ({ access }) => ({ items: await withBusiness(access.businessId, readMembers) }),
  );

  app.post(
    '/',
    {
      preHandler: mayManage,
      schema: {
        tags,
        summary: 'Invite a person',
        body: z.object({ email, displayName: line(120), role }),
        response: { 201: member.extend({ invitation: invitationSchema }), '4xx': problemSchema },
      },
    },
    async ({ access, body }, reply) => {
      refuseOwnersForAdmins(access, body.role);
      const { member, invitation } = await inviteMember(dependencies, access.businessId, body, access.role);
      return reply.code(201).send({ ...member, invitation });
    },
  );

  app.patch(
    '/:userId',
    {
      preHandler: mayManage,
      schema: {
        tags,
        summary: 'Give a member another role',
        params: z.object({ userId }),
        body: z.strictObject({ role }),
        response: { 200: member, '4xx': problemSchema },
      },
    },
    async ({ access, params, body }) =>
      withBusiness(access.businessId, async (tx) => {
        const found = find(await lockMembers(tx), params.userId);
        refuseOwnersForAdmins(access, found.member.role, body.role);
        if (body.role !== 'owner') refuseLastOwner(found);
        await changeRole(tx, params.userId, body.role);
        return { ...found.member, role: body.role };
      }),
  );

  app.delete(
    '/:userId',
    {
      preHandler: mayManage,
      schema: {
        tags,
        summary: 'Remove a member; their account stays',
        params: z.object({ userId }),
        response: { 204: z.null(), '4xx': problemSchema },
      },
    },
    async ({ access, params }, reply) => {
      await withBusiness(access.businessId, async (tx) => {
        const found = find(await lockMembers(tx), params.userId);
        if (params.userId === access.userId) throw conflict('You cannot remove yourself: ask another owner or admin.');
        refuseOwnersForAdmins(access, found.member.role);
        refuseLastOwner(found);
        await removeMember(tx, params.userId);
      });
      return reply.code(204).send(null);
    },
  );
};

interface Found {
  member: Member;
  owners: number;
}

function find(members: readonly Member[], userId: UserId): Found {
  const member = members.find((one) => one.userId === userId);
  if (!member) throw notFound('member');
  return { member, owners: members.filter(({ role }) => role === 'owner').length };
}

function refuseOwnersForAdmins({ role }: Access, ...roles: MemberRole[]): void {
  if (role === 'admin' && roles.includes('owner'))
    throw forbidden('Only an owner may make, change or remove an owner.');
}

function refuseLastOwner({ member, owners }: Found): void {
  if (member.role === 'owner' && owners === 1) {
    throw conflict('This is the last owner of the business: make another member an owner first.');
  }
}
