/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

/* Actors that scenario files can use: accounts that send money to each other. What comes back is put back, so that no
 * money is ever lost; bank.scn rehearses that. */

#include <troupe-sim.h>

static TROUPE_SET_ONCE const TroupeMessageType *bank_transfer;
static TROUPE_SET_ONCE const TroupeMessageType *bank_deposit;

static const TroupeMessageField transfer_fields[] = { { "to", "s", "to whom" }, { "amount", "t", "how much" } };
static const TroupeMessageField deposit_fields[] = { { "amount", "t", "how much" } };

G_DECLARE_FINAL_TYPE (Account, account, BANK, ACCOUNT, TroupeActor)
struct _Account
{
  TroupeActor parent_instance;

  guint64     balance;
};
G_DEFINE_FINAL_TYPE (Account, account, TROUPE_TYPE_ACTOR)

static guint64
get_amount (TroupeMessage *message)
{
  g_autoptr (GVariant) amount = troupe_message_dup_field (message, "amount");

  return g_variant_get_uint64 (amount);
}

static void
account_set_balance (Account       *self,
                     TroupeContext *context,
                     guint64        balance)
{
  self->balance = balance;
  troupe_context_publish (context, "balance", g_variant_new_uint64 (balance));
}

static gboolean
account_transfer (Account        *self,
                  TroupeContext  *context,
                  TroupeMessage  *message,
                  GError        **error)
{
  guint64 amount = get_amount (message);
  g_autoptr (GVariant) to = troupe_message_dup_field (message, "to");
  g_autoptr (TroupeActorId) receiver = troupe_actor_id_parse (g_variant_get_string (to, NULL), error);

  if (receiver == NULL)
    return FALSE;
  if (amount > self->balance)
    {
      troupe_context_record (context, "a transfer of more than there is was refused");
      return TRUE;
    }
  account_set_balance (self, context, self->balance - amount);

  return troupe_context_send (context, receiver, bank_deposit, g_variant_new ("(t)", amount), error);
}

static gboolean
account_init_actor (TroupeActor    *actor,
                    TroupeContext  *context,
                    GError        **error)
{
  account_set_balance (BANK_ACCOUNT (actor), context, BANK_ACCOUNT (actor)->balance);

  return TRUE;
}

static gboolean
account_handle (TroupeActor    *actor,
                TroupeContext  *context,
                TroupeMessage  *message,
                GError        **error)
{
  Account *self = BANK_ACCOUNT (actor);

  if (troupe_message_get_kind (message) == bank_transfer)
    return account_transfer (self, context, message, error);
  account_set_balance (self, context, self->balance + get_amount (message));

  return TRUE;
}

/* A deposit that nobody took is ours again. */
static gboolean
account_handle_undeliverable (TroupeActor    *actor,
                              TroupeContext  *context,
                              TroupeMessage  *message,
                              TroupeReason    reason,
                              GError        **error)
{
  Account *self = BANK_ACCOUNT (actor);

  account_set_balance (self, context, self->balance + get_amount (message));

  return TRUE;
}

static void
account_class_init (AccountClass *klass)
{
  TroupeActorClass *actor_class = TROUPE_ACTOR_CLASS (klass);

  actor_class->init = account_init_actor;
  actor_class->handle = account_handle;
  actor_class->handle_undeliverable = account_handle_undeliverable;
  troupe_actor_class_accept (actor_class, bank_transfer);
  troupe_actor_class_accept (actor_class, bank_deposit);
}

static void
account_init (Account *self)
{
}

/* ---- what scenario files are told ---- */

static TroupeActor *
create_account (GVariant  *keys,
                GError   **error)
{
  Account *self = g_object_new (account_get_type (), NULL);

  g_variant_lookup (keys, "balance", "t", &self->balance);

  return TROUPE_ACTOR (self);
}

static const TroupeParameter account_keys[] = {
  { "balance", TROUPE_PARAMETER_NUMBER, NULL, "0", FALSE, "What is on it at first." },
};
static const TroupeParameter transfer_parameters[] = {
  { "to", TROUPE_PARAMETER_PLACE, NULL, NULL, TRUE, "The account that gets it." },
};
static TROUPE_SET_ONCE TroupeActorMessage account_messages[] = {
  { NULL, transfer_parameters, G_N_ELEMENTS (transfer_parameters) }, /* transfer */
  { NULL, NULL, 0 },                                                 /* deposit */
};
static const TroupeActorType account_type = {
  .name = "bank.account",
  .sentence = "Holds money, and sends it to others.",
  .keys = account_keys,
  .n_keys = G_N_ELEMENTS (account_keys),
  .messages = account_messages,
  .n_messages = G_N_ELEMENTS (account_messages),
  .create = create_account,
};

const TroupeModule *
troupe_module_v1 (void)
{
  static const TroupeActorType *const types[] = { &account_type };
  static const TroupeModule module = { types, G_N_ELEMENTS (types) };

  bank_transfer = troupe_message_type_register ("bank.transfer", transfer_fields, 2, "Sends money to another account.");
  bank_deposit = troupe_message_type_register ("bank.deposit", deposit_fields, 1, "Brings money.");
  account_messages[0].type = bank_transfer;
  account_messages[1].type = bank_deposit;

  return &module;
}
