# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# TROUPE_CHECK_INTROSPECTION(VERSION)
#
# --enable-introspection=auto|yes|no: is there a g-ir-scanner, at least of that version? Where its macro was missing
# when autogen.sh ran there is none. Sets what Makefile.introspection needs, HAVE_INTROSPECTION, and
# enable_introspection to yes or no.
AC_DEFUN([TROUPE_CHECK_INTROSPECTION],
[m4_ifdef([GOBJECT_INTROSPECTION_CHECK],
  [GOBJECT_INTROSPECTION_CHECK([$1])
   AM_COND_IF([HAVE_INTROSPECTION], [enable_introspection=yes], [enable_introspection=no])],
  [AC_ARG_ENABLE([introspection],
     [AS_HELP_STRING([--enable-introspection=auto|yes|no], [build the bindings for other languages])])
   AS_IF([test "x$enable_introspection" = xyes],
     [AC_MSG_ERROR([--enable-introspection: install libgirepository1.0-dev, then run autogen.sh again])])
   enable_introspection=no
   AM_CONDITIONAL([HAVE_INTROSPECTION], [false])])])

# TROUPE_CHECK_PYTHON_GI
#
# PYTHON is a Python that can import gi, for the tests of the bindings: the system's, since gi is built for that one
# and PATH may hold another. Sets HAVE_PYTHON_GI, and, in a build with --with-sanitizer, PYTHON_PRELOAD: the runtime
# that has to be there before the interpreter is, which only gcc's AddressSanitizer offers; otherwise it is empty.
AC_DEFUN([TROUPE_CHECK_PYTHON_GI],
[AC_ARG_VAR([PYTHON], [Python that can import gi, for tests])
AS_IF([test -z "$PYTHON"], [PYTHON=/usr/bin/python3])
AC_CACHE_CHECK([whether $PYTHON can import gi], [troupe_cv_python_gi],
  [AS_IF([$PYTHON -c 'import gi; gi.require_version("Gio", "2.0"); from gi.repository import Gio' 2>&AS_MESSAGE_LOG_FD],
     [troupe_cv_python_gi=yes], [troupe_cv_python_gi=no])])
AM_CONDITIONAL([HAVE_PYTHON_GI], [test "x$troupe_cv_python_gi" = xyes])
AS_CASE([,$with_sanitizer,],
  [*,address,*],
    [AC_COMPILE_IFELSE([AC_LANG_PROGRAM([@%:@ifdef __clang__
@%:@error another runtime
@%:@endif])],
       [PYTHON_PRELOAD=`$CC -print-file-name=libasan.so`])])
AC_SUBST([PYTHON_PRELOAD])
AM_CONDITIONAL([HAVE_PYTHON_PRELOAD], [test -n "$PYTHON_PRELOAD"])])

# TROUPE_CHECK_DOCS
#
# --enable-docs: install the reference. Sets GI_DOCGEN, HAVE_GI_DOCGEN (`make docs` can work) and ENABLE_DOCS.
AC_DEFUN([TROUPE_CHECK_DOCS],
[AC_ARG_ENABLE([docs],
  [AS_HELP_STRING([--enable-docs], [build and install the reference of the library])],
  [], [enable_docs=no])
AC_CHECK_PROG([GI_DOCGEN], [gi-docgen], [gi-docgen])
AS_IF([test "x$enable_docs" = xyes && test -z "$GI_DOCGEN"],
  [AC_MSG_ERROR([--enable-docs: gi-docgen is missing: install it])])
AS_IF([test "x$enable_docs" = xyes && test "x$enable_introspection" = xno],
  [AC_MSG_ERROR([--enable-docs needs --enable-introspection])])
AM_CONDITIONAL([HAVE_GI_DOCGEN], [test -n "$GI_DOCGEN" && test "x$enable_introspection" != xno])
AM_CONDITIONAL([ENABLE_DOCS], [test "x$enable_docs" = xyes])])
