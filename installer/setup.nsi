; The installer: for one person, without administrator; in Italian and English.
; installer/setup_file.py gives VERSION, NUMBERS, PUBLISHER, SIZE, PROGRAM, ICON, BANNER,
; OUTPUT; to sign, SIGN; and QUICK, which packs without making it smaller.
Unicode true
Target amd64-unicode
!ifdef QUICK
  SetCompress off
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
ManifestDPIAware true
RequestExecutionLevel user

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include Sections.nsh
!include WinMessages.nsh

!define NAME "Sollecito"
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define AT_LOG_IN "Software\Microsoft\Windows\CurrentVersion\Run"
!define HELD_BACK "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define BUSY 3 ; exit code: the program still works, nothing was changed

Name "${NAME}"
BrandingText "${NAME} ${VERSION}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${ENTRY}" "InstallLocation"
VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=0 "ProductName" "${NAME}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "${NAME} ${VERSION}"
VIAddVersionKey /LANG=0 "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=0 "LegalCopyright" "${PUBLISHER}. AGPL-3.0-or-later."
!ifdef SIGN
  !uninstfinalize '${SIGN}' = 0
!endif

; ---- the pages: what is installed, the work, the end; without a welcome it is three clicks

Var IsNow

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${BANNER}"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_COMPONENTSPAGE_TEXT_TOP "$(WHAT)"
!define MUI_COMPONENTSPAGE_TEXT_COMPLIST "$(TICKS)"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!define MUI_PAGE_CUSTOMFUNCTION_PRE SayWhatIsNow
!define MUI_FINISHPAGE_TEXT "$IsNow"
!define MUI_FINISHPAGE_TEXT_LARGE
!define MUI_FINISHPAGE_RUN "$INSTDIR\${NAME}.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(OPEN_NOW)"
!insertmacro MUI_PAGE_FINISH

!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(STAYS)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

; English first: it is what everybody gets who does not speak Italian.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Italian"

!macro SAY NAME ENGLISH ITALIAN
  LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
  LangString ${NAME} ${LANG_ITALIAN} "${ITALIAN}"
!macroend
!insertmacro SAY WHAT \
  "${NAME} is installed for you alone, no administrator is needed. It goes into:$\r$\n$INSTDIR" \
  "${NAME} viene installato solo per questo utente: non serve l’amministratore. Va in:$\r$\n$INSTDIR"
!insertmacro SAY TICKS "What to do:" "Che cosa fare:"
!insertmacro SAY THE_PROGRAM "The program, with its entry in the start menu" \
  "Il programma, con la voce nel menu Start"
!insertmacro SAY START_WITH "Start with Windows" "Avvia con Windows"
!insertmacro SAY OPEN_NOW "Open ${NAME} now" "Apri ora ${NAME}"
; The last page stands there before anything is open, and whether or not it will be.
!insertmacro SAY INSTALLED \
  "${NAME} is installed.$\r$\n$\r$\nWhen it is opened, its icon is beside the clock. If this PC does not know the firm’s data folder yet, a page in the browser asks for it first." \
  "${NAME} è installato.$\r$\n$\r$\nQuando si apre, la sua icona sta accanto all’orologio. Se questo PC non conosce ancora la cartella dati dell’azienda, prima la chiede una pagina nel browser."
!insertmacro SAY UPDATED \
  "${NAME} is now version ${VERSION}. The firm’s data and your settings were left as they are.$\r$\n$\r$\nWhen it is opened, its icon is beside the clock." \
  "${NAME} è ora alla versione ${VERSION}. I dati dell’azienda e le impostazioni sono rimasti come erano.$\r$\n$\r$\nQuando si apre, la sua icona sta accanto all’orologio."
!insertmacro SAY STARTS \
  "It is in the start menu, and starts with Windows." \
  "È nel menu Start, e si avvia con Windows."
!insertmacro SAY STARTS_NOT \
  "It is in the start menu; it does not start with Windows." \
  "È nel menu Start; non si avvia con Windows."
!insertmacro SAY ENDING "The running ${NAME} brings its statement to an end and closes ..." \
  "${NAME} è in esecuzione: finisce l’estratto conto in corso e si chiude ..."
!insertmacro SAY STILL_BUSY \
  "${NAME} is still at work, here or for another user of this PC. Nothing has been changed yet.$\r$\n$\r$\nClose it, then try again." \
  "${NAME} sta ancora lavorando, qui o per un altro utente di questo PC. Non è stato cambiato nulla.$\r$\n$\r$\nChiuderlo e poi riprovare."
!insertmacro SAY STAYS \
  "The program, its entry in the start menu and its start with Windows are removed. The firm’s data folder, its history and your settings stay where they are." \
  "Vengono tolti il programma, la voce nel menu Start e l’avvio con Windows. La cartella dati dell’azienda, lo storico e le impostazioni restano dove sono."
!insertmacro SAY LEFT "The firm’s data folder and your settings were left as they are." \
  "La cartella dati dell’azienda e le impostazioni sono rimaste come erano."

; ---- a program that runs is asked to end; nobody kills it in the middle of a statement

Var WasRunning
Var Given
Var StartBefore
Var Starts
Var Before
Var Patience

!macro CAN_REPLACE FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    ClearErrors
    FileOpen $1 "$INSTDIR\${FILE}" a
    ${If} ${Errors}
      StrCpy $0 0
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
!macroend

!macro ENDING_FUNCTIONS UN
Function ${UN}IsAtRest
  StrCpy $0 1
  !insertmacro CAN_REPLACE "${NAME}.exe"
  !insertmacro CAN_REPLACE "sollecito-cli.exe"
FunctionEnd

Function ${UN}LetItEnd
  StrCpy $WasRunning 0
  Call ${UN}IsAtRest
  ${If} $0 = 1
    Return
  ${EndIf}
  StrCpy $WasRunning 1
  StrCpy $Patience 600
  ClearErrors
  ${GetOptions} $Given "/WAIT=" $0
  ${IfNot} ${Errors}
    StrCpy $Patience $0
  ${EndIf}
  DetailPrint "$(ENDING)"
  again:
  nsExec::ExecToLog '"$INSTDIR\sollecito-cli.exe" quit --wait $Patience'
  Pop $0
  ; Its files are free a moment after it has ended; a command at a console may take longer.
  StrCpy $2 50
  ${If} ${Silent}
    IntOp $2 $Patience * 5
  ${EndIf}
  ${Do}
    Call ${UN}IsAtRest
    ${If} $0 = 1
      Return
    ${EndIf}
    Sleep 200
    IntOp $2 $2 - 1
  ${LoopUntil} $2 <= 0
  ${IfNot} ${Silent}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(STILL_BUSY)" IDRETRY again
  ${EndIf}
  SetErrorLevel ${BUSY}
  Abort "$(STILL_BUSY)"
FunctionEnd
!macroend
!insertmacro ENDING_FUNCTIONS ""
!insertmacro ENDING_FUNCTIONS "un."

; ---- installing

Section "!$(THE_PROGRAM)" PROGRAM_SECTION
  SectionIn RO
  Call LetItEnd
  ; What the version before had and this one has not would be in its way.
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  SetOutPath "$INSTDIR"
  File /r "${PROGRAM}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${NAME}.exe"
  WriteRegStr HKCU "${ENTRY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${ENTRY}" "DisplayIcon" "$INSTDIR\${NAME}.exe"
  WriteRegStr HKCU "${ENTRY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${ENTRY}" "EstimatedSize" ${SIZE}
  WriteRegDWORD HKCU "${ENTRY}" "NoModify" 1
  WriteRegDWORD HKCU "${ENTRY}" "NoRepair" 1
SectionEnd

Section "$(START_WITH)" START_SECTION
SectionEnd

Section "-start with Windows as ticked"
  StrCpy $Starts off
  ${If} ${SectionIsSelected} ${START_SECTION}
    StrCpy $Starts on
  ${EndIf}
  ${If} $Starts != $StartBefore
    nsExec::ExecToLog '"$INSTDIR\sollecito-cli.exe" autostart $Starts'
    Pop $0
    ${If} $0 != 0
      StrCpy $Starts $StartBefore
    ${EndIf}
  ${EndIf}
SectionEnd

Function .onInit
  ${GetParameters} $Given
  ClearErrors
  ${GetOptions} $Given "/LANG=" $0
  ${IfNot} ${Errors}
    StrCpy $LANGUAGE ${LANG_ENGLISH}
    ${If} $0 == "it"
      StrCpy $LANGUAGE ${LANG_ITALIAN}
    ${EndIf}
  ${EndIf}
  ; An update leaves it as it is, also where the Task Manager has switched it off; a new PC
  ; starts it, unless told otherwise.
  StrCpy $StartBefore ""
  ReadRegStr $Before HKCU "${ENTRY}" "InstallLocation"
  ${If} $Before != ""
    Call StartsNow
    StrCpy $StartBefore $0
    ${If} $0 == off
      !insertmacro UnselectSection ${START_SECTION}
    ${EndIf}
  ${EndIf}
  ClearErrors
  ${GetOptions} $Given "/AUTOSTART=" $0
  ${IfNot} ${Errors}
    ${If} $0 == "0"
      !insertmacro UnselectSection ${START_SECTION}
    ${Else}
      !insertmacro SelectSection ${START_SECTION}
    ${EndIf}
  ${EndIf}
FunctionEnd

; Whether Windows starts it, in $0: it is in the Run key, and the Task Manager lets it be. That
; one's switch is off if its first byte is odd, as tray/autostart.py has it.
Function StartsNow
  StrCpy $0 off
  ReadRegStr $1 HKCU "${AT_LOG_IN}" "${NAME}"
  ${If} $1 == ""
    Return
  ${EndIf}
  StrCpy $0 on
  System::Call '*(&i1 0, &i31 0) p.r2'
  System::Call 'advapi32::RegGetValueW(p 0x80000001, w "${HELD_BACK}", w "${NAME}", i 8, p 0, p r2, *i 32) i.r3'
  ${If} $3 = 0
    System::Call '*$2(&i1 .r4)'
    IntOp $4 $4 & 1
    ${If} $4 = 1
      StrCpy $0 off
    ${EndIf}
  ${EndIf}
  System::Free $2
FunctionEnd

Function SayWhatIsNow
  StrCpy $IsNow "$(INSTALLED)"
  ${If} $Before != ""
    StrCpy $IsNow "$(UPDATED)"
  ${EndIf}
  ${If} $Starts == on
    StrCpy $IsNow "$IsNow$\r$\n$\r$\n$(STARTS)"
  ${Else}
    StrCpy $IsNow "$IsNow$\r$\n$\r$\n$(STARTS_NOT)"
  ${EndIf}
FunctionEnd

Function .onInstSuccess
  ${IfNot} ${Silent}
    Return ; the last page asks
  ${EndIf}
  ; What ran before runs again, unless told otherwise.
  StrCpy $0 $WasRunning
  ClearErrors
  ${GetOptions} $Given "/OPEN=" $1
  ${IfNot} ${Errors}
    StrCpy $0 $1
  ${EndIf}
  ${If} $0 == "1"
    Exec '"$INSTDIR\${NAME}.exe" run --no-browser'
  ${EndIf}
FunctionEnd

; ---- removing

Function un.onInit
  ${GetParameters} $Given
  ClearErrors
  ${GetOptions} $Given "/LANG=" $0
  ${IfNot} ${Errors}
    StrCpy $LANGUAGE ${LANG_ENGLISH}
    ${If} $0 == "it"
      StrCpy $LANGUAGE ${LANG_ITALIAN}
    ${EndIf}
  ${EndIf}
FunctionEnd

Section "Uninstall"
  Call un.LetItEnd
  nsExec::ExecToLog '"$INSTDIR\sollecito-cli.exe" autostart off'
  Pop $0
  ; What an administrator made for a PC that nobody logs on to only an administrator can remove.
  nsExec::ExecToLog '"$INSTDIR\sollecito-cli.exe" autostart off --server'
  Pop $0
  Delete "$SMPROGRAMS\${NAME}.lnk"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\${NAME}.exe"
  Delete "$INSTDIR\sollecito-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  ; Not what others have put there.
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${ENTRY}"
  DetailPrint "$(LEFT)"
SectionEnd
