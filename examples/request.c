/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

/* Request and reply: each question brings a once-port along, which takes the one answer, or the question itself when it
 * comes back. Nobody has to match answers to questions. */

#include <troupe.h>

#include <stdlib.h>

static const TroupeMessageType *stock_query;
static const TroupeMessageType *stock_amount;

static const TroupeMessageField query_fields[] = { { "what", "s", "of what" } };
static const TroupeMessageField amount_fields[] = { { "what", "s", "of what" }, { "count", "t", "how many" } };

/* The actor knows how many there are, and answers whoever asks. */
G_DECLARE_FINAL_TYPE (Stock, stock, SHOP, STOCK, TroupeActor)
struct _Stock
{
  TroupeActor parent_instance;
};
G_DEFINE_FINAL_TYPE (Stock, stock, TROUPE_TYPE_ACTOR)

static gboolean
stock_handle (TroupeActor    *actor,
              TroupeContext  *context,
              TroupeMessage  *message,
              GError        **error)
{
  g_autoptr (GVariant) what = troupe_message_dup_field (message, "what");
  const char *name = g_variant_get_string (what, NULL);
  guint64 count = g_str_equal (name, "apples") ? 12 : 0;

  /* A message that was sent, and not asked, wants no answer. */
  if (!troupe_message_wants_reply (message))
    return TRUE;

  return troupe_context_reply (context, message, stock_amount, g_variant_new ("(st)", name, count), error);
}

static void
stock_class_init (StockClass *klass)
{
  TROUPE_ACTOR_CLASS (klass)->handle = stock_handle;
  troupe_actor_class_accept (TROUPE_ACTOR_CLASS (klass), stock_query);
}

static void
stock_init (Stock *self)
{
}

/* The program asks twice, ends the actor, and asks once more. */
typedef struct
{
  GMainLoop      *main_loop;
  TroupeProc     *proc;
  TroupeInstance *client;
  TroupeActorId  *stock;
  guint           n_open; /* questions without an answer */
} Shop;

static void shop_ask (Shop *shop, const char *what);

static void
stock_ended (TroupeProc        *proc,
             TroupeActorId     *actor,
             TroupeActorStatus  status,
             const char        *text,
             gpointer           user_data)
{
  g_print ("closed: %s\n", text);
  shop_ask (user_data, "apples");
}

static void
answered (TroupeMessage *reply,
          TroupeReason   reason,
          gpointer       user_data)
{
  Shop *shop = user_data;
  g_autoptr (GVariant) body = NULL;
  const char *what;
  guint64 count;

  if (reply == NULL)
    {
      g_print ("no answer: %s\n", troupe_reason_to_string (reason));
      g_main_loop_quit (shop->main_loop);
      return;
    }

  body = troupe_message_dup_body (reply);
  g_variant_get (body, "(&st)", &what, &count);
  g_print ("%" G_GUINT64_FORMAT " %s\n", count, what);
  if (--shop->n_open == 0)
    troupe_proc_stop_actor (shop->proc, shop->stock, "it is six o'clock");
}

static void
shop_ask (Shop       *shop,
          const char *what)
{
  shop->n_open++;
  troupe_instance_ask (shop->client, shop->stock, stock_query, g_variant_new ("(s)", what), answered, shop, NULL, NULL);
}

int
main (void)
{
  g_autoptr (GMainLoop) main_loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (TroupeWorld) world = troupe_real_world_new (NULL);
  g_autoptr (TroupeLoop) loop = troupe_loop_new (world);
  g_autoptr (TroupeProc) proc = troupe_proc_new_local (loop, "shop", NULL);
  g_autoptr (TroupeInstance) client = troupe_proc_create_client (proc, "counter", TROUPE_CLIENT_PLAIN, NULL);
  g_autoptr (TroupeActor) actor = NULL;
  g_autoptr (TroupeActorId) stock = NULL;
  Shop shop = { main_loop, proc, client, NULL, 0 };

  stock_query = troupe_message_type_register ("stock.query", query_fields, 1, "How many are there?");
  stock_amount = troupe_message_type_register ("stock.amount", amount_fields, 2, "So many are there");
  actor = g_object_new (stock_get_type (), NULL);
  stock = troupe_proc_spawn (proc, "stock", actor, NULL);
  shop.stock = stock;
  troupe_proc_watch_actor (proc, stock, stock_ended, &shop, NULL, NULL);
  shop_ask (&shop, "apples");
  shop_ask (&shop, "pears");
  g_main_loop_run (main_loop);

  return EXIT_SUCCESS;
}
