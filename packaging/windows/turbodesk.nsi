; TurboDesk's setup for Windows: for one person, without an administrator. packaging/build.py runs it.
;
;   TurboDesk-setup.exe /S [/DESKTOP] [/D=C:\folder]     silent; /DESKTOP puts a shortcut on the desktop
;   Uninstall.exe /S                                     silent; conversations and settings stay
;
; Both end with 3 while TurboDesk is open, and with 4 where Windows is too old. A newer setup takes the place of what an
; older one installed: files of the program that are no longer part of it go, conversations are not touched.
;
; Defined outside: VERSION, FILE_VERSION (four numbers), PROGRAM (the frozen program), OUT, ICON, PICTURE (the
; side of the first and last page), WORDS (what it says, by bundle/setup_words.py), ENDINGS (the files it reads, for
; "Open with"), TARGET, HOMEPAGE, VENDOR, and perhaps SIGN_COMMAND, in which %1 stands for the file.

Unicode true
Target ${TARGET}
!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "nsDialogs.nsh"
!include "x64.nsh"

!define NAME "TurboDesk"
!define EXE "TurboDesk.exe"
!define MARK "_internal\turbodesk\_resources\models.toml"    ; what only our _internal holds
!define DATA "$LOCALAPPDATA\TurboDesk"                       ; as platformdirs says it in turbodesk/main.py
!define OURS "Software\${NAME}"
!define SCHEME "Software\Classes\turbodesk"                   ; of links to chats, as turbodesk/chat/chat_link.py says it
!define OPENS "Software\Classes\Applications\${EXE}"          ; what "Open with" knows of us
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define OLDEST 17763                                         ; Windows 10, 1809: the oldest that Qt runs on
!define IN_USE 32                                            ; ERROR_SHARING_VIOLATION

Name "${NAME}"
Caption "${NAME} ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${OURS}" "InstallDir"
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 64
CRCCheck on
ManifestDPIAware true
ManifestSupportedOS Win10
BrandingText " "
VIProductVersion "${FILE_VERSION}"
VIFileVersion "${FILE_VERSION}"
VIAddVersionKey /LANG=1033 "ProductName" "${NAME}"
VIAddVersionKey /LANG=1033 "CompanyName" "${VENDOR}"
VIAddVersionKey /LANG=1033 "FileDescription" "${NAME} Setup"
VIAddVersionKey /LANG=1033 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1033 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1033 "LegalCopyright" "${VENDOR}"
!ifdef SIGN_COMMAND
  !finalize '${SIGN_COMMAND}'
  !uninstfinalize '${SIGN_COMMAND}'
!endif

; --- Pages ---------------------------------------------------------------------------------------------------------

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"
!define MUI_WELCOMEFINISHPAGE_BITMAP_STRETCH AspectFitHeight
!define MUI_ABORTWARNING
!define MUI_ABORTWARNING_TEXT "$(ABORT)"
!define MUI_WELCOMEPAGE_TITLE "$(WELCOME_TITLE)"
!define MUI_WELCOMEPAGE_TEXT "$(WELCOME)"
!define MUI_DIRECTORYPAGE_TEXT_TOP "$(FOLDER)"
!define MUI_FINISHPAGE_TITLE "$(DONE_TITLE)"
!define MUI_FINISHPAGE_TEXT "$(DONE)"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXE}"
!define MUI_FINISHPAGE_RUN_TEXT "$(OPEN_NOW)"
; MUI's box for a read-me file, made to offer the shortcut.
!define MUI_FINISHPAGE_SHOWREADME ""
!define MUI_FINISHPAGE_SHOWREADME_TEXT "$(ON_DESKTOP)"
!define MUI_FINISHPAGE_SHOWREADME_NOTCHECKED
!define MUI_FINISHPAGE_SHOWREADME_FUNCTION AddDesktopShortcut

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
UninstPage custom un.AskWhatStays un.HearWhatStays
!define MUI_INSTFILESPAGE_FINISHHEADER_TEXT "$(REMOVED)"
!define MUI_INSTFILESPAGE_FINISHHEADER_SUBTEXT "$(THANKS)"
!insertmacro MUI_UNPAGE_INSTFILES
!include "${WORDS}"

; --- Is it open? ---------------------------------------------------------------------------------------------------

; Windows lets nobody write to a program that runs, whichever window, folder or person it runs for. Asking for that is
; therefore exact, and takes no list of processes, which would know strangers of the same name.
!macro RequireClosed un
Function ${un}RequireClosed
  again:
  System::Call 'kernel32::CreateFileW(w "$INSTDIR\${EXE}", i 0x40000000, i 7, p 0, i 3, i 0, p 0) p .r0 ?e'
  Pop $1
  IntPtrCmp $0 -1 0 closed closed
  ${If} $1 = ${IN_USE}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IS_OPEN)" /SD IDCANCEL IDRETRY again
    SetErrorLevel 3
    Quit
  ${EndIf}
  Return
  closed:
  System::Call 'kernel32::CloseHandle(p r0)'
FunctionEnd
!macroend
!insertmacro RequireClosed ""
!insertmacro RequireClosed "un."

; The program goes first: from then on nobody can open it on half of its files. Leaves the folder but for what is not ours.
!macro RemoveProgram un
Function ${un}RemoveProgram
  again:
  Call ${un}RequireClosed
  ClearErrors
  Delete "$INSTDIR\${EXE}"
  ${If} ${Errors}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(HELD)" /SD IDCANCEL IDRETRY again
    SetErrorLevel 3
    Quit
  ${EndIf}
  ; Somebody may have chosen a folder that holds another program's _internal.
  ${If} ${FileExists} "$INSTDIR\${MARK}"
    RMDir /r "$INSTDIR\_internal"
  ${EndIf}
FunctionEnd
!macroend
!insertmacro RemoveProgram ""
!insertmacro RemoveProgram "un."

; --- Installing ----------------------------------------------------------------------------------------------------

Function .onInit
  ; RtlGetVersion tells the truth; what WinVer.nsh asks tells programs what their manifest wants to hear.
  System::Call '*(i 276, i, i, i, i, &w128) p .r0'
  System::Call 'ntdll::RtlGetVersion(p r0)'
  System::Call '*$0(i, i, i, i .r1)'
  System::Free $0
  ${IfNot} ${RunningX64}
  ${OrIf} $1 < ${OLDEST}
    MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "TurboDeskSetup") p .r0 ?e'
  Pop $1
  ${If} $1 = 183 ; ERROR_ALREADY_EXISTS
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(SETUP_OPEN)" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  Call RequireClosed
FunctionEnd

Function AddDesktopShortcut
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${EXE}"
FunctionEnd

Section "Install"
  Call RemoveProgram
  SetOutPath "$INSTDIR"
  File /r "${PROGRAM}/*.*"
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${EXE}" "" "" "" "" "" "$(TIP)"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DESKTOP" $1
  ${IfNot} ${Errors}
    Call AddDesktopShortcut
  ${EndIf}
  WriteRegStr HKCU "${OURS}" "InstallDir" "$INSTDIR"
  ; Whatever follows --link is taken as a link alone: one with quotation marks in it gives no options.
  WriteRegStr HKCU "${SCHEME}" "" "URL:Link to a chat of ${NAME}"
  WriteRegStr HKCU "${SCHEME}" "URL Protocol" ""
  WriteRegStr HKCU "${SCHEME}\shell\open\command" "" '"$INSTDIR\${EXE}" --link "%1"'
  WriteRegStr HKCU "${OPENS}" "FriendlyAppName" "${NAME}"
  WriteRegStr HKCU "${OPENS}\shell\open\command" "" '"$INSTDIR\${EXE}" "%1"'
  !include "${ENDINGS}"
  CreateShortcut "$SENDTO\${NAME}.lnk" "$INSTDIR\${EXE}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${EXE}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "${VENDOR}"
  WriteRegStr HKCU "${UNINSTALL}" "URLInfoAbout" "${HOMEPAGE}"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
SectionEnd

; --- Uninstalling --------------------------------------------------------------------------------------------------

Var DataGoes
Var DataBox

Function un.onInit
  StrCpy $DataGoes 0
  Call un.RequireClosed
FunctionEnd

Function un.AskWhatStays
  !insertmacro MUI_HEADER_TEXT "$(REMOVE_TITLE)" "$(REMOVE_SUBTITLE)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 26u "$(DATA_STAYS)"
  Pop $0
  ${NSD_CreateLabel} 0 36u 100% 36u "$(KEY_STAYS)"
  Pop $0
  ${NSD_CreateCheckbox} 0 82u 100% 12u "$(DELETE_DATA)"
  Pop $DataBox
  ${NSD_SetState} $DataBox $DataGoes
  GetDlgItem $0 $HWNDPARENT 1
  SendMessage $0 ${WM_SETTEXT} 0 "STR:$(REMOVE)"
  nsDialogs::Show
FunctionEnd

Function un.HearWhatStays
  ${NSD_GetState} $DataBox $DataGoes
FunctionEnd

Function un.RemoveData
  again:
  ; Held open by any TurboDesk that has these conversations open, from wherever it was started (turbodesk/store/lock.py).
  ClearErrors
  Delete "${DATA}\turbodesk.db.lock"
  ${If} ${Errors}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(DATA_HELD)" IDRETRY again
    Return
  ${EndIf}
  RMDir /r "${DATA}"
FunctionEnd

Section "Uninstall"
  Call un.RemoveProgram
  Delete "$INSTDIR\Uninstall.exe"
  RMDir "$INSTDIR" ; only if nothing else is in it
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  Delete "$SENDTO\${NAME}.lnk"
  DeleteRegKey HKCU "${SCHEME}"
  DeleteRegKey HKCU "${OPENS}"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "${OURS}"
  ; what "Open at login" has written
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${NAME}"
  ${If} $DataGoes = ${BST_CHECKED}
    Call un.RemoveData
  ${EndIf}
SectionEnd
